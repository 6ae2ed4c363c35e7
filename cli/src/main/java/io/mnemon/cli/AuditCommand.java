package io.mnemon.cli;

import picocli.CommandLine.Command;

/** {@code mnemon audit}: the commands for the audit log. */
@Command(
    name = "audit",
    description = "Exports the audit log, and proves exports.",
    synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {}
