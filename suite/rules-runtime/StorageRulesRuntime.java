import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import com.google.firebase.rules.lang.CompileResult;
import com.google.firebase.rules.lang.FirebaseRulesProtoCompiler;
import com.google.firebase.rules.lang.common.FirebaseRulesLangOptions;
import com.google.firebase.rules.runtime.common.AsyncRuntimeFunction;
import com.google.firebase.rules.runtime.common.EvaluationException;
import com.google.firebase.rules.runtime.common.EvaluationResult;
import com.google.firebase.rules.runtime.evaluators.AuthRuleEvaluator.RuleContext;
import com.google.firebase.rules.runtime.impl.DefaultEvaluator;
import com.google.firebase.rules.runtime.utils.ExpressionValueUtils;
import com.google.firebase.rules.runtime.v1.ExecutionRequest;
import com.google.firebase.rules.runtime.v1.ExecutionResponse;
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
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The storage rules runtime of firebase-tools, for hosts that cannot download Google's: the same compiler and evaluator,
 * which the Firestore emulator's jar carries. One JSON request a line on stdin, one JSON answer a line on stdout; the
 * protocol is that of firebase-tools/lib/emulator/storage/rules/runtime.js.
 *
 * <p>Rules may look at documents of Firestore ({@code firestore.get}, {@code firestore.exists}): the runtime then asks firebase-tools
 * for the document, in a line that carries the id of the request it is needed for, and goes on with other requests until it comes.
 *
 * <p>Every answer has status "ok": firebase-tools drops any other, and the upload that waits for it would hang. What goes
 * wrong is in "errors" (the rules do not compile) or "warnings" (a rule could not be evaluated, which denies).
 */
public final class StorageRulesRuntime {
  private static final Map<String, DefaultEvaluator> RULESETS = new HashMap<>();

  /** The document that the evaluation of a request waits for, by the request's id: one at a time. */
  private static final Map<Long, SettableFuture<JsonObject>> FETCHES = new HashMap<>();

  private static PrintStream out;

  public static void main(String[] args) throws Exception {
    out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    // Libraries that print would break the protocol.
    System.setOut(System.err);
    out.println("{\"id\":-1,\"status\":\"ok\"}");
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      if (line.isBlank()) continue;
      JsonObject request = JsonParser.parseString(line).getAsJsonObject();
      if (request.has("action")) answer(request);
      else {
        // What was asked for below; the evaluation goes on in here.
        SettableFuture<JsonObject> fetch = FETCHES.remove(request.get("id").getAsLong());
        if (fetch != null) fetch.set(request);
      }
    }
  }

  private static void answer(JsonObject request) {
    JsonArray errors = new JsonArray();
    JsonArray warnings = new JsonArray();
    JsonObject result = new JsonObject();
    JsonObject context = request.getAsJsonObject("context");
    String action = request.get("action").getAsString();
    long id = request.get("id").getAsLong();
    try {
      switch (action) {
        case "load_ruleset" -> result.addProperty("rulesVersion", load(context, errors, warnings));
        case "verify" -> {
          ListenableFuture<EvaluationResult> verdict = evaluate(id, context);
          verdict.addListener(
              () -> {
                result.addProperty("permit", permits(verdict, warnings));
                send(id, errors, warnings, result);
              },
              MoreExecutors.directExecutor());
          return;
        }
        default -> errors.add("Unknown action " + action);
      }
    } catch (Exception | LinkageError failure) {
      errors.add(String.valueOf(failure));
    }
    send(id, errors, warnings, result);
  }

  private static void send(long id, JsonArray errors, JsonArray warnings, JsonObject result) {
    JsonObject answer = new JsonObject();
    answer.addProperty("id", id);
    answer.addProperty("status", "ok");
    answer.add("errors", errors);
    answer.add("warnings", warnings);
    answer.add("result", result);
    out.println(answer);
  }

  private static int load(JsonObject context, JsonArray errors, JsonArray warnings) {
    Source.Builder source = Source.newBuilder().setLanguage(Language.FIREBASE_RULES);
    for (JsonElement file : context.getAsJsonObject("source").getAsJsonArray("files")) {
      String name = file.getAsJsonObject().get("name").getAsString();
      source.addFiles(File.newBuilder().setName(name).setContent(file.getAsJsonObject().get("content").getAsString()));
    }
    FirebaseRulesLangOptions options = FirebaseRulesLangOptions.builder().allowCrossServiceRules(true).build();
    CompileResult compiled = FirebaseRulesProtoCompiler.createStandalone(options).compile(source.build());
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

  private static ListenableFuture<EvaluationResult> evaluate(long id, JsonObject context)
      throws InvalidProtocolBufferException {
    // Built from its segments: parsed from text, a name with a parenthesis or a brace would be read as a pattern.
    ExpressionPathValue.Builder path = ExpressionPathValue.newBuilder();
    for (String segment : context.get("path").getAsString().split("/")) {
      if (!segment.isEmpty()) path.addSegments(ExpressionPathSegmentValue.newBuilder().setSimple(segment));
    }
    Map<String, ListenableFuture<ExpressionValue>> documents = new HashMap<>();
    RuleContext.Builder rule =
        RuleContext.builder()
            .service(context.get("service").getAsString())
            .method(context.get("method").getAsString())
            .path(path.build())
            .supplyFunction(new OfDocument("firestore.get", id, documents, document -> document))
            .supplyFunction(
                new OfDocument("firestore.exists", id, documents, it -> ExpressionValueUtils.createValue(!ExpressionValueUtils.isNull(it))));
    for (Map.Entry<String, JsonElement> variable : context.getAsJsonObject("variables").entrySet()) {
      rule.supplyVariable(variable.getKey(), valueOf(variable.getValue()));
    }
    try {
      return RULESETS.get(context.get("rulesetName").getAsString()).evaluate(rule.build());
    } catch (RuntimeException failure) {
      return Futures.immediateFailedFuture(failure);
    }
  }

  private static boolean permits(ListenableFuture<EvaluationResult> verdict, JsonArray warnings) {
    try {
      return Futures.getDone(verdict).permit();
    } catch (java.util.concurrent.ExecutionException | RuntimeException failure) {
      // As in production: a rule that cannot be evaluated does not allow anything.
      warnings.add(String.valueOf(failure.getCause() == null ? failure : failure.getCause()));
      return false;
    }
  }

  private static ExpressionValue valueOf(JsonElement json) throws InvalidProtocolBufferException {
    ExpressionValue.Builder value = ExpressionValue.newBuilder();
    JsonFormat.parser().ignoringUnknownFields().merge(json.toString(), value);
    return value.build();
  }

  /** A function of rules that looks at a document of Firestore, which is asked for once a request. */
  private record OfDocument(
      String name,
      long id,
      Map<String, ListenableFuture<ExpressionValue>> documents,
      Function<ExpressionValue, ExpressionValue> answer)
      implements AsyncRuntimeFunction {
    @Override
    public ListenableFuture<ExecutionResponse> execute(ExecutionRequest request) {
      try {
        ExpressionPathValue path = request.getArguments(0).getPathValue();
        String name = "/" + String.join("/", ExpressionValueUtils.getPathSegments(request.getSourcePosition(), path));
        ListenableFuture<ExpressionValue> document = documents.computeIfAbsent(name, it -> fetch(id, it));
        return Futures.transform(
            document, it -> ExpressionValueUtils.createResponse(answer.apply(it)), MoreExecutors.directExecutor());
      } catch (EvaluationException failure) {
        return Futures.immediateFailedFuture(failure);
      }
    }
  }

  private static ListenableFuture<ExpressionValue> fetch(long id, String path) {
    SettableFuture<JsonObject> fetched = SettableFuture.create();
    FETCHES.put(id, fetched);
    JsonObject context = new JsonObject();
    context.addProperty("path", path);
    JsonObject wish = new JsonObject();
    wish.addProperty("action", "fetch_firestore_document");
    wish.addProperty("server_request_id", id);
    wish.addProperty("status", "ok");
    wish.add("context", context);
    out.println(wish);
    return Futures.transformAsync(
        fetched,
        it ->
            it.get("status").getAsString().equals("ok")
                ? Futures.immediateFuture(documentOf(it.getAsJsonObject("result")))
                : Futures.immediateFuture(ExpressionValueUtils.NULL),
        MoreExecutors.directExecutor());
  }

  /** As rules see a document: its fields are its {@code data}. */
  private static ExpressionValue documentOf(JsonObject document) throws InvalidProtocolBufferException {
    JsonObject parts = new JsonObject();
    parts.add("data", map(document.has("fields") ? document.getAsJsonObject("fields") : new JsonObject()));
    JsonObject id = new JsonObject();
    String name = document.get("name").getAsString();
    id.addProperty("string_value", name.substring(name.lastIndexOf('/') + 1));
    parts.add("id", id);
    return valueOf(wrapped("map_value", wrapped("fields", parts)));
  }

  /** Firestore's REST API and the evaluator write the same values, by other names. Of a kind that is not here, nothing is known. */
  private static final Map<String, String> KINDS =
      Map.of(
          "nullValue", "null_value",
          "booleanValue", "bool_value",
          "integerValue", "int_value",
          "doubleValue", "float_value",
          "stringValue", "string_value",
          "bytesValue", "bytes_value",
          "timestampValue", "timestamp_value");

  private static JsonObject expression(JsonObject value) {
    Map.Entry<String, JsonElement> only = value.entrySet().iterator().next();
    if (only.getKey().equals("mapValue")) {
      JsonElement fields = only.getValue().getAsJsonObject().get("fields");
      return map(fields == null ? new JsonObject() : fields.getAsJsonObject());
    }
    if (only.getKey().equals("arrayValue")) {
      JsonArray values = new JsonArray();
      JsonElement items = only.getValue().getAsJsonObject().get("values");
      if (items != null) for (JsonElement item : items.getAsJsonArray()) values.add(expression(item.getAsJsonObject()));
      return wrapped("list_value", wrapped("values", values));
    }
    return wrapped(KINDS.getOrDefault(only.getKey(), only.getKey()), only.getValue());
  }

  private static JsonObject map(JsonObject fields) {
    JsonObject values = new JsonObject();
    for (Map.Entry<String, JsonElement> field : fields.entrySet()) {
      values.add(field.getKey(), expression(field.getValue().getAsJsonObject()));
    }
    return wrapped("map_value", wrapped("fields", values));
  }

  private static JsonObject wrapped(String name, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(name, value);
    return object;
  }
}
