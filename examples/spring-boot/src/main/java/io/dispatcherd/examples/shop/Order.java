package io.dispatcherd.examples.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What a customer has ordered. */
@Entity
@Table(name = "orders")
public class Order {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private String customer = "";
  private String item = "";
  private boolean confirmed;
  private String delivery = "";

  /** For Hibernate. */
  protected Order() {}

  Order(String customer, String item) {
    this.customer = customer;
    this.item = item;
  }

  public long getId() {
    return id;
  }

  public String getCustomer() {
    return customer;
  }

  public String getItem() {
    return item;
  }

  public boolean isConfirmed() {
    return confirmed;
  }

  /** The steps of its delivery so far. */
  public String getDelivery() {
    return delivery;
  }

  void confirm() {
    confirmed = true;
  }

  void delivered(String step) {
    delivery = delivery.isEmpty() ? step : delivery + ", " + step;
  }
}
