import com.google.firebase.rules.lang.CompileResult;
import com.google.firebase.rules.lang.FirebaseRulesProtoCompiler;
import com.google.firebase.rules.runtime.evaluators.AuthRuleEvaluator.RuleContext;
import com.google.firebase.rules.runtime.impl.DefaultEvaluator;
import com.google.firebase.rules.runtime.v1.ExpressionPathSegmentValue;
import com.google.firebase.rules.runtime.v1.ExpressionPathValue;
import com.google.firebase.rules.runtime.v1.ExpressionValue;
import com.google.firebase.rules.v1.File;
import com.google.firebase.rules.v1.Issue;
import com.google.firebase.rules.v1.Language;
import com.google.firebase.rules.v1.Source;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The storage rules runtime of firebase-tools, for hosts that cannot download Google's: the same compiler and evaluator,
 * which the Firestore emulator's jar carries. One JSON request a line on stdin, one JSON answer a line on stdout; the
 * protocol is that of firebase-tools/lib/emulator/storage/rules/runtime.js.
 *
 * <p>Every answer has status "ok": firebase-tools drops any other, and the upload that waits for it would hang. What goes
 * wrong is in "errors" (the rules do not compile) or "warnings" (a rule could not be evaluated, which denies).
 */
public final class StorageRulesRuntime {
  private static final Map<String, DefaultEvaluator> RULESETS = new HashMap<>();

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    // Libraries that print would break the protocol.
    System.setOut(System.err);
    out.println("{\"id\":-1,\"status\":\"ok\"}");
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      if (!line.isBlank()) out.println(answer(JsonParser.parseString(line).getAsJsonObject()));
    }
  }

  private static JsonObject answer(JsonObject request) {
    JsonArray errors = new JsonArray();
    JsonArray warnings = new JsonArray();
    JsonObject result = new JsonObject();
    JsonObject context = request.getAsJsonObject("context");
    String action = request.get("action").getAsString();
    try {
      switch (action) {
        case "load_ruleset" -> result.addProperty("rulesVersion", load(context, errors, warnings));
        case "verify" -> result.addProperty("permit", permits(context, warnings));
        default -> errors.add("Unknown action " + action);
      }
    } catch (Exception | LinkageError failure) {
      errors.add(String.valueOf(failure));
    }
    JsonObject answer = new JsonObject();
    answer.add("id", request.get("id"));
    answer.addProperty("status", "ok");
    answer.add("errors", errors);
    answer.add("warnings", warnings);
    answer.add("result", result);
    return answer;
  }

  private static int load(JsonObject context, JsonArray errors, JsonArray warnings) {
    Source.Builder source = Source.newBuilder().setLanguage(Language.FIREBASE_RULES);
    for (JsonElement file : context.getAsJsonObject("source").getAsJsonArray("files")) {
      String name = file.getAsJsonObject().get("name").getAsString();
      source.addFiles(File.newBuilder().setName(name).setContent(file.getAsJsonObject().get("content").getAsString()));
    }
    CompileResult compiled = FirebaseRulesProtoCompiler.createStandalone().compile(source.build());
    for (Issue issue : compiled.getIssues()) {
      String position = issue.getSourcePosition().getFileName() + ":" + issue.getSourcePosition().getLine();
      String text = position + ":" + issue.getSourcePosition().getColumn() + " - " + issue.getDescription();
      (issue.getSeverity() == Issue.Severity.ERROR ? errors : warnings).add(text);
    }
    if (compiled.hasCompilationError()) {
      if (errors.isEmpty()) errors.add("The rules do not compile.");
      return 0;
    }
    String rulesetName = context.get("rulesetName").getAsString();
    RULESETS.put(rulesetName, new DefaultEvaluator(compiled.getRulesetAst()));
    return compiled.getRulesetAst().getVersionValue();
  }

  private static boolean permits(JsonObject context, JsonArray warnings) throws Exception {
    // Built from its segments: parsed from text, a name with a parenthesis or a brace would be read as a pattern.
    ExpressionPathValue.Builder path = ExpressionPathValue.newBuilder();
    for (String segment : context.get("path").getAsString().split("/")) {
      if (!segment.isEmpty()) path.addSegments(ExpressionPathSegmentValue.newBuilder().setSimple(segment));
    }
    RuleContext.Builder rule =
        RuleContext.builder()
            .service(context.get("service").getAsString())
            .method(context.get("method").getAsString())
            .path(path.build());
    for (Map.Entry<String, JsonElement> variable : context.getAsJsonObject("variables").entrySet()) {
      ExpressionValue.Builder value = ExpressionValue.newBuilder();
      JsonFormat.parser().ignoringUnknownFields().merge(variable.getValue().toString(), value);
      rule.supplyVariable(variable.getKey(), value.build());
    }
    try {
      return RULESETS.get(context.get("rulesetName").getAsString()).evaluate(rule.build()).get().permit();
    } catch (java.util.concurrent.ExecutionException | RuntimeException failure) {
      // As in production: a rule that cannot be evaluated does not allow anything.
      warnings.add(String.valueOf(failure.getCause() == null ? failure : failure.getCause()));
      return false;
    }
  }
}
