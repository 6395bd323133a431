using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Crm.Host;

/// <summary>One flat JSON object a line: time, level, category, message, trace, and the named values of the message and its scopes.</summary>
internal sealed class JsonLines(TimeProvider clock) : ConsoleFormatter(Name)
{
    public new const string Name = "crm";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HashSet<string> Skipped = ["{OriginalFormat}", "time", "level", "category", "message", "traceId", "spanId", "parentId", "connectionId", "exception"];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow());
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (Activity.Current is { } span)
            {
                json.WriteString("traceId", span.TraceId.ToHexString());
                json.WriteString("spanId", span.SpanId.ToHexString());
            }
            foreach (var (name, value) in Values(logEntry.State, scopeProvider)) Write(json, name, value);
            if (logEntry.Exception is { } exception) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case int or long: json.WriteNumber(name, Convert.ToInt64(value)); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }

    /// <summary>The innermost wins, and the message's own values over its scopes'.</summary>
    private static Dictionary<string, object?> Values<TState>(TState state, IExternalScopeProvider? scopes)
    {
        var values = new Dictionary<string, object?>();
        scopes?.ForEachScope(Add, values);
        Add(state, values);
        return values;
    }

    private static void Add(object? source, Dictionary<string, object?> values)
    {
        if (source is not IEnumerable<KeyValuePair<string, object?>> pairs) return;
        foreach (var (key, value) in pairs)
            if (JsonNamingPolicy.CamelCase.ConvertName(key) is var name && !Skipped.Contains(name)) values[name] = value;
    }
}
