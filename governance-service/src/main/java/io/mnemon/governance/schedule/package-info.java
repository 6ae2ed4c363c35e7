/** What is to be done at a time, for all tenants. */
@NullMarked
package io.mnemon.governance.schedule;

import org.jspecify.annotations.NullMarked;
