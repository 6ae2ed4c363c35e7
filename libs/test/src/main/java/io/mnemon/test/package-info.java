/** What the tests of every module share: the rules of the house, and time that tests control. */
@NullMarked
package io.mnemon.test;

import org.jspecify.annotations.NullMarked;
