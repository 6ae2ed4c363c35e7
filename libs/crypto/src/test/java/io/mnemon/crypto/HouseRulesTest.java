package io.mnemon.crypto;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
