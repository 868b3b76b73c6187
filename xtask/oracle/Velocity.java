import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.runtime.RuntimeConstants;

/** Renders JSON Lines of {"template", "data"} with Velocity 1.7 and prints {"text"} or {"error"}. */
public final class Velocity {
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var lineOfCase = (Map<?, ?>) new Json(line).value();
            out.println(answer((String) lineOfCase.get("template"), (Map<?, ?>) lineOfCase.get("data")));
        }
    }

    /** One engine for each template, because macros would stay in it. */
    private static String answer(String template, Map<?, ?> data) {
        var engine = new VelocityEngine();
        engine.setProperty(RuntimeConstants.RUNTIME_LOG_LOGSYSTEM_CLASS,
                "org.apache.velocity.runtime.log.NullLogChute");
        engine.setProperty(RuntimeConstants.VM_LIBRARY, "");
        var context = new VelocityContext();
        data.forEach((key, value) -> context.put((String) key, value));
        var text = new StringWriter();
        try {
            engine.init();
            engine.evaluate(context, text, "template", template);
            return "{\"text\":" + quoted(text.toString()) + "}";
        } catch (Exception | StackOverflowError error) {
            return "{\"error\":" + quoted(String.valueOf(error.getMessage())) + "}";
        }
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (char unit : text.toCharArray()) {
            if (unit == '"' || unit == '\\') {
                out.append('\\').append(unit);
            } else if (unit < ' ') {
                out.append(String.format("\\u%04x", (int) unit));
            } else {
                out.append(unit);
            }
        }
        return out.append('"').toString();
    }

    /** Reads JSON that is known to be well formed; numbers become what a Java program would hold. */
    private static final class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object value() {
            switch (peek()) {
                case '{': return map();
                case '[': return list();
                case '"': return string();
                default: return word();
            }
        }

        private char peek() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.charAt(at);
        }

        private Map<String, Object> map() {
            var map = new LinkedHashMap<String, Object>();
            for (at++; peek() != '}'; skip(',')) {
                String key = string();
                skip(':');
                map.put(key, value());
            }
            at++;
            return map;
        }

        private List<Object> list() {
            var list = new ArrayList<Object>();
            for (at++; peek() != ']'; skip(',')) {
                list.add(value());
            }
            at++;
            return list;
        }

        private void skip(char mark) {
            if (peek() == mark) {
                at++;
            }
        }

        private String string() {
            var out = new StringBuilder();
            peek();
            for (at++; text.charAt(at) != '"'; at++) {
                char unit = text.charAt(at);
                out.append(unit == '\\' ? escaped(text.charAt(++at)) : unit);
            }
            at++;
            return out.toString();
        }

        private char escaped(char letter) {
            switch (letter) {
                case 'n': return '\n';
                case 't': return '\t';
                case 'r': return '\r';
                case 'b': return '\b';
                case 'f': return '\f';
                case 'u':
                    at += 4;
                    return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
                default: return letter;
            }
        }

        private Object word() {
            int start = at;
            while (at < text.length() && ",]} ".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            switch (word) {
                case "null": return null;
                case "true": return true;
                case "false": return false;
                default: return number(word);
            }
        }

        private static Object number(String word) {
            if (word.matches(".*[.eE].*")) {
                return Double.valueOf(word);
            }
            long number = Long.parseLong(word);
            if ((int) number == number) {
                return (int) number;
            }
            return number;
        }
    }
}
