/** Who may do what where: the platform's rules, and those that a tenant made for itself. */
@NullMarked
package io.mnemon.authorization;

import org.jspecify.annotations.NullMarked;
