using System.Diagnostics;
using System.Text.Json;
using Crm.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public class LogLinesAreJson
{
    [Fact]
    public void One_line_with_the_values_of_message_and_scopes()
    {
        using var span = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var scopes = new LoggerExternalScopeProvider();
        using var outer = scopes.Push(new Dictionary<string, object?> { ["tenantId"] = "t1", ["step"] = "outer", ["ConnectionId"] = "noise" });
        using var inner = scopes.Push(new Dictionary<string, object?> { ["Step"] = "inner" });

        var line = Written(scopes, "Line one\nline \"two\"", new InvalidOperationException("broken"));

        line.TrimEnd('\n').ShouldNotContain('\n');
        var json = JsonDocument.Parse(line).RootElement;
        Text(json, "time").ShouldBe("2031-05-04T12:00:00+00:00");
        Text(json, "level").ShouldBe("Error");
        Text(json, "category").ShouldBe("Crm.Somewhere");
        Text(json, "message").ShouldBe("Line one\nline \"two\"");
        Text(json, "traceId").ShouldBe(span.TraceId.ToString());
        Text(json, "tenantId").ShouldBe("t1");
        Text(json, "step").ShouldBe("inner");
        Text(json, "contact").ShouldBe("c7");
        json.GetProperty("status").GetInt32().ShouldBe(409);
        json.TryGetProperty("connectionId", out _).ShouldBeFalse();
        Text(json, "exception").ShouldContain("broken");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Written(IExternalScopeProvider scopes, string message, Exception failure)
    {
        using var output = new StringWriter { NewLine = "\n" };
        KeyValuePair<string, object?>[] state = [new("Contact", "c7"), new("Status", 409), new("Message", "shadow"), new("{OriginalFormat}", "…")];
        new JsonLines(new ManualTime()).Write(
            new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Error, "Crm.Somewhere", default, state, failure, (_, _) => message), scopes, output);
        return output.ToString();
    }
}
