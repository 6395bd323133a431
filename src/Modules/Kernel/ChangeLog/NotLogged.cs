namespace Crm.Kernel.ChangeLog;

/// <summary>On a document that the change log leaves out, since it only repeats what another document's entries tell.</summary>
/// <param name="reason">Why nothing is lost.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotLoggedAttribute(string reason) : Attribute
{
    public string Reason => reason;
}
