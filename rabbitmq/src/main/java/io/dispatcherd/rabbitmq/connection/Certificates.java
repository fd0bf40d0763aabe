package io.dispatcherd.rabbitmq.connection;

import io.dispatcherd.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are trusted, and which is shown.
 *
 * @param authorities a PEM file; empty for those of the Java runtime
 * @param keyStore a PKCS#12 file; empty if none is shown
 * @param password of that file
 */
public record Certificates(Optional<Path> authorities, Optional<Path> keyStore, Secret password) {
  /** A file can't be used. */
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads the files.
   *
   * @throws UnusableException if one can't be used; the text says which
   */
  public SSLContext context() throws UnusableException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trusted(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new UnusableException("TLS can't be used: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trusted() throws UnusableException {
    if (authorities.isEmpty()) {
      return null;
    }
    try (InputStream file = Files.newInputStream(authorities.get())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("authority-" + number++, each);
      }
      if (number == 0) {
        throw new GeneralSecurityException("it holds no certificate");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("ca_file", authorities.get(), e);
    }
  }

  private KeyManager @Nullable [] keys() throws UnusableException {
    if (keyStore.isEmpty()) {
      return null;
    }
    char[] secret = password.reveal().toCharArray();
    try (InputStream file = Files.newInputStream(keyStore.get())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(file, secret);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, secret);
      return factory.getKeyManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("key_store", keyStore.get(), e);
    }
  }

  private static UnusableException unusable(String option, Path file, Exception failure) {
    return new UnusableException(
        "the %s %s can't be used: %s"
            .formatted(
                option,
                file,
                failure instanceof NoSuchFileException
                    ? "there is no such file"
                    : String.valueOf(failure.getMessage())),
        failure);
  }
}
