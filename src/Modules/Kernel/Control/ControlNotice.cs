namespace Crm.Kernel.Control;

/// <summary>Asks for notices sent on the control database by <c>pg_notify('crm', 'prefix:value')</c>; they reach every node within a second.</summary>
/// <param name="Prefix">What comes before the colon.</param>
/// <param name="Received">Called with what comes after it. Must return at once.</param>
/// <param name="Missed">Called after a gap: anything may have happened.</param>
public sealed record ControlNotice(string Prefix, Action<string> Received, Action Missed);
