package io.mnemon.cli;

/** Where memories belong that do not say it themselves. */
final class Home {
  private final ScopeOptions scope;
  private final String layer;

  Home(ScopeOptions scope, String layer) {
    this.scope = scope;
    this.layer = layer;
  }

  boolean isNamed() {
    return !layer.isEmpty() || scope.isNamed();
  }

  /** Puts layer and scope on a memory. */
  Members on(Members memory) {
    return memory
        .with("layer", layer.isEmpty() ? scope.onlyLayer() : layer)
        .with("scope", scope.toMembers());
  }
}
