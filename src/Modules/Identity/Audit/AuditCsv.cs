using System.Globalization;

namespace Crm.Identity.Audit;

/// <summary>Entries as lines of RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe.</summary>
internal static class AuditCsv
{
    public const string Header = "id,at,actorKind,actorId,actorName,onBehalfOf,means,action,object,objectId,fields,before,after,erased,ip,userAgent,requestId,source,sealed";

    public static string Line(AuditEntryView e) => string.Join(',', new[]
    {
        e.Id.ToString(), e.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), $"{e.Actor.Kind}".ToLowerInvariant(), e.Actor.Id?.ToString(), e.Actor.Name, e.OnBehalfOf?.Id?.ToString(),
        e.Means, e.Action, e.Object, e.ObjectId, string.Join(' ', e.Fields), e.Before?.GetRawText(), e.After?.GetRawText(), e.Erased ? "true" : "false", e.Ip, e.UserAgent, e.RequestId,
        $"{e.Source}".ToLowerInvariant(), e.Sealed ? "true" : "false",
    }.Select(Cell)) + "\r\n";

    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n'") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
