package io.mnemon.governance.cell;

/**
 * A full stack of stores and services for some of the tenants.
 *
 * @param tenants how many live there
 */
record Cell(String name, long tenants) {}
