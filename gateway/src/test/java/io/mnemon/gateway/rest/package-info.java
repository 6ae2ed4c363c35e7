@NullMarked
package io.mnemon.gateway.rest;

import org.jspecify.annotations.NullMarked;
