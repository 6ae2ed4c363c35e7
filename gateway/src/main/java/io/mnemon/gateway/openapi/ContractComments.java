package io.mnemon.gateway.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the contract's comments say about its services, methods, messages and fields. */
final class ContractComments {
  private static final String CONTRACT = "/mnemon.binpb";

  private final Map<String, String> byFullName;

  private ContractComments(Map<String, String> byFullName) {
    this.byFullName = Map.copyOf(byFullName);
  }

  static ContractComments ofContract() {
    try (InputStream contract = ContractComments.class.getResourceAsStream(CONTRACT)) {
      if (contract == null) {
        throw new IllegalStateException(
            "libs/api was built without its descriptor set " + CONTRACT + ": build it again");
      }
      Map<String, String> comments = new HashMap<>();
      for (FileDescriptorProto file : FileDescriptorSet.parseFrom(contract).getFileList()) {
        collect(file, comments);
      }
      return new ContractComments(comments);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the contract", e);
    }
  }

  /** The comment on what has this full name; empty if there is none. */
  String of(String fullName) {
    return byFullName.getOrDefault(fullName, "");
  }

  /** The first sentence of a comment. */
  static String summary(String comment) {
    int end = comment.indexOf(". ");
    String first = end < 0 ? comment : comment.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private static void collect(FileDescriptorProto file, Map<String, String> comments) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      if (location.hasLeadingComments()) {
        String name = name(file, location.getPathList());
        if (!name.isEmpty()) {
          comments.put(file.getPackage() + "." + name, text(location.getLeadingComments()));
        }
      }
    }
  }

  /** A path is numbers of fields and items: of the file's messages, their fields, and so on. */
  private static String name(FileDescriptorProto file, List<Integer> path) {
    if (path.size() != 2 && path.size() != 4) {
      return "";
    }
    int item = path.get(1);
    return switch (path.getFirst()) {
      case FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER ->
          ofMessage(file.getMessageType(item), path);
      case FileDescriptorProto.SERVICE_FIELD_NUMBER -> ofService(file.getService(item), path);
      default -> "";
    };
  }

  private static String ofMessage(DescriptorProto message, List<Integer> path) {
    if (path.size() == 2) {
      return message.getName();
    }
    return path.get(2) == DescriptorProto.FIELD_FIELD_NUMBER
        ? message.getName() + "." + message.getField(path.get(3)).getName()
        : "";
  }

  private static String ofService(ServiceDescriptorProto service, List<Integer> path) {
    if (path.size() == 2) {
      return service.getName();
    }
    return path.get(2) == ServiceDescriptorProto.METHOD_FIELD_NUMBER
        ? service.getName() + "." + service.getMethod(path.get(3)).getName()
        : "";
  }

  private static String text(String comment) {
    return comment.lines().map(String::strip).collect(Collectors.joining(" ")).strip();
  }
}
