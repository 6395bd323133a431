using Crm.Kernel;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Crm.Host;

/// <summary>One line for each thing worth telling: JSON in production, to be read by eye in development.</summary>
internal static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder, CrmSettings settings)
    {
        // First in line, so that an operator's Logging__LogLevel__… wins.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Default", "Warning"), new("Logging:LogLevel:Crm", "Information")],
        });
        builder.Logging.ClearProviders();
        // Its lines show whole addresses, and mailed links carry tokens.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // It repeats, with a stack trace, what the start guard tells in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (settings.Development) builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        else builder.Logging.AddConsole(console => console.FormatterName = JsonLines.Name).AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
    }

    /// <summary>Around the problem writer, so that it sees what was answered.</summary>
    public static void UseRequestLog(this WebApplication app) => app.UseMiddleware<RequestLog>();
}
