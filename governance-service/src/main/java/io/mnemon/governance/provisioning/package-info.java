/** What a company's directory pushes: users, groups, and what its groups may do. */
@NullMarked
package io.mnemon.governance.provisioning;

import org.jspecify.annotations.NullMarked;
