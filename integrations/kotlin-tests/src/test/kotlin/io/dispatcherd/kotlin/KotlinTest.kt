package io.dispatcherd.kotlin

import io.dispatcherd.tasks.OnDuplicate
import io.dispatcherd.tasks.Task
import io.dispatcherd.tasks.TaskContext
import io.dispatcherd.tasks.steps.Step
import io.dispatcherd.testing.junit.DispatcherdExtension
import io.dispatcherd.testing.junit.TestService
import java.time.Duration
import java.time.YearMonth
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.extension.ExtendWith

/** A task that is a function of a file, which is a static method to the JVM. */
@Task
fun monthly(month: YearMonth, teams: List<String>): Int = month.monthValue + teams.size

/** A value that may be missing. */
@Task
fun greet(name: String?): String = "hello " + (name ?: "nobody")

/** The context is the first parameter. */
@Task
fun bound(context: TaskContext, part: Double): String = "${context.uuid()} $part"

/** A default that the JVM doesn't see: all arguments are given. */
@Task
fun sweep(days: Int = 7): Int = days

/** Takes steps, which only brokers have that keep tasks. */
@Task
fun steps(context: TaskContext, order: String): Int =
    context.step("count", Step<Int, RuntimeException> { order.length })

/** Tasks that are methods of an object. */
class Mailer {
  /** Says what it would send. */
  @Task
  fun send(order: Order): String = order.customer + " " + order.items
}

/** An argument. */
@JvmRecord data class Order(val customer: String, val items: Int)

@Tag("functional")
@ExtendWith(DispatcherdExtension::class)
class KotlinTest {
  private val file = "io.dispatcherd.kotlin.KotlinTestKt"

  @Test
  fun `a function of a file is submitted by name`(service: TestService) {
    val report =
        service
            .task("$file.monthly")
            .kwarg("month", YearMonth.of(2026, 3))
            .kwarg("teams", listOf("a", "b"))
            .submit()
    service.drain()
    service.ending(report).assertReturned(5)
  }

  @Test
  fun `a method of a class takes a data class`(service: TestService) {
    val mail =
        service.task("io.dispatcherd.kotlin.Mailer.send").kwarg("order", Order("ada", 2)).submit()
    service.drain()
    service.ending(mail).assertReturned("ada 2")
  }

  @Test
  fun `a reference is refused with words that say how else`(service: TestService) {
    val refused = assertThrows<IllegalArgumentException> { service.submit(::sweep, 3) }
    assertTrue(refused.message!!.contains("by its name"), refused.message)
  }

  @Test
  fun `null is an argument where the parameter says so`(service: TestService) {
    val greeting = service.task("$file.greet").kwarg("name", null).submit()
    service.drain()
    service.ending(greeting).assertReturned("hello nobody")
  }

  @Test
  fun `the context comes by itself and is no argument`(service: TestService) {
    val submission = service.task("$file.bound").kwarg("part", 0.5).submit()
    service.drain()
    service.ending(submission).assertReturned("${submission.uuid()} 0.5")
  }

  @Test
  fun `options are set one after the other`(service: TestService) {
    val submission =
        service
            .task("$file.sweep")
            .kwarg("days", 3)
            .timeout(Duration.ofMinutes(1))
            .onDuplicate(OnDuplicate.DISCARD)
            .submit()
    service.drain()
    service.ending(submission).assertReturned(3)
  }

  @Test
  fun `a step is a lambda and says where it cannot be`(service: TestService) {
    val submission = service.task("$file.steps").kwarg("order", "order").submit()
    service.drain()
    service.ending(submission).assertFailedWith("steps")
  }

  @Test
  fun `what may be missing has a type that says so`(service: TestService) {
    val submission = service.task("$file.sweep").kwarg("days", 1).submit()
    // Compiles because the library's annotations say that a message may have no uuid.
    val uuid: String? = submission.message().uuid()
    assertEquals(submission.uuid(), uuid)
  }
}
