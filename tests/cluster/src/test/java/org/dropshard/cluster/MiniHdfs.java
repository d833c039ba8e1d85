package org.dropshard.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** HDFS in this JVM: a name node and two data nodes, every block on both. */
final class MiniHdfs implements AutoCloseable {
  private static final int DATA_NODES = 2;

  private final MiniDFSCluster cluster;

  private MiniHdfs(MiniDFSCluster cluster) {
    this.cluster = cluster;
  }

  static MiniHdfs start(Path folder) throws IOException {
    Configuration configuration = new Configuration();
    configuration.setInt("dfs.replication", DATA_NODES);
    configuration.set("dfs.namenode.rpc-bind-host", "127.0.0.1");
    configuration.setBoolean("dfs.client.block.write.replace-datanode-on-failure.enable", false);
    return new MiniHdfs(
        new MiniDFSCluster.Builder(configuration, folder.toFile())
            .numDataNodes(DATA_NODES)
            .build());
  }

  /** As in {@code hdfs://127.0.0.1:12345}. */
  String uri() {
    return cluster.getURI().toString();
  }

  FileSystem fileSystem() throws IOException {
    return cluster.getFileSystem();
  }

  /** What a client sets: writers go on with the nodes that are left, as a cluster of two must. */
  Map<String, String> settings() {
    return Map.of(
        "spark.hadoop.dfs.replication",
        String.valueOf(DATA_NODES),
        "spark.hadoop.dfs.client.block.write.replace-datanode-on-failure.enable",
        "false");
  }

  MiniDFSCluster.DataNodeProperties stopDataNode(int index) {
    return cluster.stopDataNode(index);
  }

  void restartDataNode(MiniDFSCluster.DataNodeProperties stopped) throws IOException {
    cluster.restartDataNode(stopped);
    cluster.waitActive();
  }

  @Override
  public void close() {
    cluster.shutdown(true);
  }
}
