package io.mnemon.operations.doctor;

import java.util.List;

/** Looks at one part of an installation and changes nothing. */
interface Check {

  /** The part, for people. */
  String name();

  /** What is wrong with it; nothing if all is well. */
  List<Finding> findings();
}
