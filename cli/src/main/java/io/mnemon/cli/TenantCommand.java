package io.mnemon.cli;

import picocli.CommandLine.Command;

/** {@code mnemon tenant}: the commands for tenants. */
@Command(name = "tenant", description = "Manages tenants.", synopsisSubcommandLabel = "COMMAND")
final class TenantCommand {}
