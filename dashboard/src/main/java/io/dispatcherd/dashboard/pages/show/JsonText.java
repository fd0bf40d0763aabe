package io.dispatcherd.dashboard.pages.show;

import gg.jte.Content;
import gg.jte.TemplateOutput;

/**
 * JSON text, one member a line, every number and string written as it was sent. What is no JSON is
 * shown as it is. Immutable.
 *
 * @param text the JSON
 */
public record JsonText(String text) implements Content {
  private static final int SHORT = 72;

  @Override
  public void writeTo(TemplateOutput output) {
    new Writer(text, output).write();
  }

  @Override
  public boolean isEmptyContent() {
    return text.isEmpty();
  }

  /** Goes through the text once; never fails, whatever is in it. */
  private static final class Writer {
    private final String text;
    private final TemplateOutput output;
    private int index;
    private int depth;

    /** How many containers are open that are written in one line. */
    private int inLine;

    Writer(String text, TemplateOutput output) {
      this.text = text;
      this.output = output;
    }

    void write() {
      while (index < text.length()) {
        char character = text.charAt(index);
        switch (character) {
          case '{', '[' -> open(character);
          case '}', ']' -> close(character);
          case ',' -> comma();
          case ':' -> plain(": ");
          case '"' -> string();
          case ' ', '\n', '\r', '\t' -> index++;
          default -> word();
        }
      }
    }

    private void open(char bracket) {
      int end = shortEnd(bracket);
      plain(String.valueOf(bracket));
      if (end == index) {
        // Nothing in it: the closing bracket follows at once.
        inLine++;
        depth++;
        return;
      }
      depth++;
      if (inLine > 0 || end > 0) {
        inLine++;
      } else {
        line();
      }
    }

    private void close(char bracket) {
      depth = Math.max(0, depth - 1);
      if (inLine > 0) {
        inLine--;
      } else {
        line();
      }
      plain(String.valueOf(bracket));
    }

    private void comma() {
      plain(",");
      if (inLine > 0) {
        output.writeContent(" ");
      } else {
        line();
      }
    }

    /** Where a short array without further containers ends; 0 if it is no such. */
    private int shortEnd(char bracket) {
      char closing = bracket == '[' ? ']' : '}';
      int at = index + 1;
      boolean isEmpty = true;
      while (at < text.length() && at - index < SHORT) {
        char character = text.charAt(at);
        if (character == closing) {
          return isEmpty ? index + 1 : bracket == '[' ? at : 0;
        }
        if (character == '[' || character == '{') {
          return 0;
        }
        isEmpty &= Character.isWhitespace(character);
        at = character == '"' ? stringEnd(at) : at + 1;
      }
      return 0;
    }

    private void string() {
      int end = stringEnd(index);
      int next = end;
      while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
        next++;
      }
      boolean isName = next < text.length() && text.charAt(next) == ':';
      String token = text.substring(index, end);
      output.writeContent(isName ? "<span class=\"k\">" : "<span class=\"s\">");
      output.writeContent("<bdi>");
      output.writeUserContent(token);
      output.writeContent("</bdi></span>");
      index = end;
    }

    private int stringEnd(int start) {
      int at = start + 1;
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      return Math.min(text.length(), at + 1);
    }

    /** A number, a literal, or what doesn't belong into JSON. */
    private void word() {
      int start = index;
      while (index < text.length() && "{}[],:\" \n\r\t".indexOf(text.charAt(index)) < 0) {
        index++;
      }
      output.writeUserContent(text.substring(start, index));
    }

    private void plain(String sign) {
      output.writeContent(sign);
      index++;
    }

    private void line() {
      output.writeContent("\n");
      output.writeContent("  ".repeat(Math.min(depth, SHORT)));
    }
  }
}
