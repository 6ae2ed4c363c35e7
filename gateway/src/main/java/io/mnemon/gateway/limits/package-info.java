/** How much a tenant, a key and a subject may ask for, and how tenants share what there is. */
@NullMarked
package io.mnemon.gateway.limits;

import org.jspecify.annotations.NullMarked;
