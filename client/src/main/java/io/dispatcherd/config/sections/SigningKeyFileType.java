package io.dispatcherd.config.sections;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.PathType;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Place;
import io.dispatcherd.config.source.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A file that holds a key to sign with, read at once. */
record SigningKeyFileType() implements OptionType<KeyFile> {
  /** Anything larger is some other file. */
  private static final int MOST_BYTES = 4096;

  private static final OptionType<Path> PATH = new PathType();

  @Override
  public Optional<KeyFile> read(ConfigNode node, Problems problems) {
    return PATH.read(node, problems)
        .flatMap(
            file ->
                content(file, node.place(), problems)
                    .flatMap(text -> SigningKeyType.key(text, node.place(), problems))
                    .map(key -> new KeyFile(file, key)));
  }

  private static Optional<String> content(Path file, Place place, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      // Not its size, which says nothing of what is no plain file.
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length <= MOST_BYTES) {
        return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      }
      problems.add(place, file + " has more than " + MOST_BYTES + " bytes and can't be a key");
    } catch (NoSuchFileException e) {
      problems.add(place, "there is no file " + file);
    } catch (AccessDeniedException e) {
      problems.add(place, file + " can't be read by this user");
    } catch (CharacterCodingException e) {
      problems.add(place, file + " is no text; make a key with: openssl rand -base64 32");
    } catch (IOException e) {
      problems.add(place, file + " can't be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  @Override
  public Map<String, Object> schema() {
    return PATH.schema();
  }

  @Override
  public String words() {
    return PATH.words();
  }
}
