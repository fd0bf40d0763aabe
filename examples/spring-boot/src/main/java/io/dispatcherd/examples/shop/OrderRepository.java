package io.dispatcherd.examples.shop;

import org.springframework.data.jpa.repository.JpaRepository;

/** All orders. */
public interface OrderRepository extends JpaRepository<Order, Long> {
  long countByConfirmed(boolean confirmed);
}
