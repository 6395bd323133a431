namespace Crm.Host;

/// <summary>The host cannot start, for a reason the operator can mend: one line each, no stack trace.</summary>
internal sealed class StartRefusedException(params IReadOnlyList<string> lines) : Exception(string.Join('\n', lines))
{
    public IReadOnlyList<string> Lines => lines;
}
