package io.dispatcherd.dashboard.access.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensFileTest {
  @TempDir private Path folder;

  private static Token of(TokensFile tokens, String name) throws IOException {
    return Objects.requireNonNull(tokens.read().get(name));
  }

  @Test
  void tokenIsKnownAgainAndStandsNowhere() throws IOException {
    Path path = folder.resolve("tokens");
    TokensFile tokens = TokensFile.at(path);

    String token = tokens.add("deploy", Role.OPERATOR);

    assertTrue(token.matches("dispatcherd_[A-Za-z0-9_-]{43}"), token);
    assertFalse(Files.readString(path).contains(token));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    Token read = of(tokens, "deploy");
    assertEquals(Role.OPERATOR, read.role());
    assertTrue(read.isOf(token));
    assertFalse(read.isOf(token + "x"));
  }

  @Test
  void newTokenTakesThePlaceOfTheOldOne() throws IOException {
    TokensFile tokens = TokensFile.at(folder.resolve("tokens"));
    String old = tokens.add("deploy", Role.OPERATOR);
    String next = tokens.add("deploy", Role.VIEWER);

    assertFalse(of(tokens, "deploy").isOf(old));
    assertTrue(of(tokens, "deploy").isOf(next));
    assertTrue(tokens.remove("deploy"));
    assertTrue(tokens.read().isEmpty());
  }

  @Test
  void tokenInPlaceOfItsHashIsRefusedWithoutBeingQuoted() throws IOException {
    Path path = folder.resolve("tokens");
    Files.writeString(path, "deploy admin dispatcherd_abcdef\n");

    ConfigurationException refused =
        assertThrows(ConfigurationException.class, TokensFile.at(path)::read);

    String text = String.valueOf(refused.getMessage());
    assertTrue(text.contains(path + ", line 1: the third part: expected sha256:"), text);
    assertFalse(text.contains("abcdef"), text);
  }
}
