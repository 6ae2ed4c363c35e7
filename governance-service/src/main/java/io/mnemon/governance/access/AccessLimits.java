package io.mnemon.governance.access;

/**
 * How much one answer may hold.
 *
 * @param maxSubjects how many users and agents one request may name
 * @param maxUsers how many users are told where all are asked for, or all who were renamed
 * @param maxUnitViews how many units all subjects of an answer may see together
 */
record AccessLimits(int maxSubjects, int maxUsers, int maxUnitViews) {}
