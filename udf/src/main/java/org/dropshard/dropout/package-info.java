/**
 * Dropout on primitive arrays: which units are kept (the mask contract, version 1) and what is
 * written for a kept and a dropped value.
 *
 * <p>Masks and values are frozen by the contract and equal to the last bit on every machine; the
 * chunking and the loops may change.
 *
 * <p>Imports: {@code random}, {@code tensor}.
 *
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava, Hinton, Krizhevsky,
 *     Sutskever, Salakhutdinov: Dropout (JMLR 15, 2014)</a>
 * @see <a href="https://arxiv.org/abs/1411.4280">Tompson, Goroshin, Jain, LeCun, Bregler: Efficient
 *     object localization using convolutional networks (2014), for spatial dropout</a>
 */
package org.dropshard.dropout;
