package org.dropshard.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An S3 server in a process of its own, its objects in memory, with one bucket. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "bucket";
  static final String ACCESS_KEY = "tests-access-key";
  static final String SECRET_KEY = "tests-secret-key";
  private static final Pattern PORT =
      Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");

  private final Child child;
  private final int port;

  private S3Server(Child child, int port) {
    this.child = child;
    this.port = port;
  }

  static S3Server start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path properties = folder.resolve("s3proxy.properties");
    Files.writeString(
        properties,
        String.join(
            "\n",
            "s3proxy.endpoint=http://127.0.0.1:0",
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=transient-nio2",
            "jclouds.identity=unused",
            "jclouds.credential=unused"));
    Path logging = folder.resolve("logback.xml");
    Files.writeString(
        logging,
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %level %msg%n</pattern></encoder>
          </appender>
          <root level="info"><appender-ref ref="out"/></root>
        </configuration>
        """);
    Child child =
        Child.start(
            List.of(
                Jvm.current().java(),
                "-Xmx512m",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                Parts.classPath(Parts.s3proxy()),
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString()),
            Map.of(),
            folder,
            folder.resolve("s3proxy.log"));
    try {
      S3Server server = new S3Server(child, Integer.parseInt(child.awaitLog(PORT)));
      server.makeBucket();
      return server;
    } catch (IOException | RuntimeException | Error e) {
      child.close();
      throw e;
    }
  }

  /** As any client asks for it; signed the old way, which is one line. */
  private void makeBucket() throws IOException {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC).format(Instant.now());
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(endpoint() + "/" + BUCKET))
            .header("x-amz-date", date)
            .header(
                "Authorization",
                "AWS "
                    + ACCESS_KEY
                    + ":"
                    + signature("PUT\n\n\n\nx-amz-date:" + date + "\n/" + BUCKET))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(response.statusCode() + ": " + response.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String signature(String text) throws IOException {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(SECRET_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** What an application sets to use it: no more than a user of any such store would. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.hadoop.fs.s3a.endpoint", endpoint());
    settings.put("spark.hadoop.fs.s3a.endpoint.region", "us-east-1");
    settings.put("spark.hadoop.fs.s3a.path.style.access", "true");
    settings.put("spark.hadoop.fs.s3a.access.key", ACCESS_KEY);
    settings.put("spark.hadoop.fs.s3a.secret.key", SECRET_KEY);
    return settings;
  }

  @Override
  public void close() {
    child.close();
  }
}
