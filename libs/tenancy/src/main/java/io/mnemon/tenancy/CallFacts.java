package io.mnemon.tenancy;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.mnemon.api.v1.Access;
import io.mnemon.api.v1.AccessOuterClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the contract says of a method, as far as its door needs to know.
 *
 * @param service the service, e.g. {@code memory}
 * @param action the named action
 * @param isPublic whether the gateway carries it
 * @param changesNothing whether it promises to have no effect
 * @param named the resources that its path names
 */
record CallFacts(
    String service, String action, boolean isPublic, boolean changesNothing, List<Named> named) {
  private static final Pattern VARIABLE = Pattern.compile("([a-z_]+)/\\{([a-z_.]+)}");

  CallFacts {
    named = List.copyOf(named);
  }

  /**
   * A resource that stands in a method's path.
   *
   * @param kind e.g. {@code memory}
   * @param path the field of the request that holds it
   */
  record Named(String kind, List<FieldDescriptor> path) {
    Named {
      path = List.copyOf(path);
    }

    /** What the request names; empty if it names nothing. */
    String in(Message request) {
      Message message = request;
      for (FieldDescriptor step : path.subList(0, path.size() - 1)) {
        message = (Message) message.getField(step);
      }
      return String.valueOf(message.getField(path.getLast()));
    }
  }

  /** The facts of a method; empty if it names no action. */
  static Optional<CallFacts> of(MethodDescriptor method) {
    Access access = method.getOptions().getExtension(AccessOuterClass.access);
    if (access.getAction().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CallFacts(
            TokenServerInterceptor.audience(method.getService().getFullName()),
            access.getAction(),
            access.getPublic(),
            method.getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS,
            named(method)));
  }

  private static List<Named> named(MethodDescriptor method) {
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    List<Named> named = new ArrayList<>();
    Matcher variables = VARIABLE.matcher(path(rule));
    while (variables.find()) {
      String[] steps = variables.group(2).split("\\.", -1);
      String last = steps[steps.length - 1];
      fields(method.getInputType(), steps)
          .ifPresent(
              path ->
                  named.add(
                      new Named(last.equals("id") ? singular(variables.group(1)) : last, path)));
    }
    return named;
  }

  private static String path(HttpRule rule) {
    return rule.getGet() + rule.getPost() + rule.getPut() + rule.getPatch() + rule.getDelete();
  }

  private static Optional<List<FieldDescriptor>> fields(Descriptor type, String... steps) {
    List<FieldDescriptor> path = new ArrayList<>();
    Descriptor within = type;
    for (int i = 0; i < steps.length; i++) {
      FieldDescriptor field = within.findFieldByName(steps[i]);
      boolean isLast = i == steps.length - 1;
      boolean fits =
          field != null
              && field.getJavaType()
                  == (isLast ? FieldDescriptor.JavaType.STRING : FieldDescriptor.JavaType.MESSAGE);
      if (field == null || !fits) {
        return Optional.empty();
      }
      path.add(field);
      if (!isLast) {
        within = field.getMessageType();
      }
    }
    return Optional.of(path);
  }

  private static String singular(String plural) {
    if (plural.endsWith("ies")) {
      return plural.substring(0, plural.length() - 3) + "y";
    }
    return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
  }
}
