package io.dispatcherd.embedded;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseTest {

  @TempDir private Path folder;

  @Test
  void takenFileIsRefusedUntilGivenBack() throws IOException {
    Path file = folder.resolve("lock");
    FileLease first = FileLease.acquire(file);
    assertTrue(FileLease.tryAcquire(file).isEmpty());

    first.close();
    Optional<FileLease> second = FileLease.tryAcquire(file);
    assertTrue(second.isPresent());
    second.get().close();
  }

  @Test
  void waitingThreadGetsTheFileOnceItIsGivenBack() throws Exception {
    Path file = folder.resolve("lock");
    FileLease first = FileLease.acquire(file);
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<FileLease> second =
        CompletableFuture.supplyAsync(
            () -> {
              waiting.countDown();
              try {
                return FileLease.acquire(file);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertTrue(waiting.await(10, TimeUnit.SECONDS));

    first.close();
    second.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void fileThatCannotBeOpenedIsFreeForTheNextAttempt() throws IOException {
    Path file = folder.resolve("missing").resolve("lock");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThrows(IOException.class, () -> FileLease.acquire(file));
    }
  }
}
