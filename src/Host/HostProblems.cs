using Crm.Kernel.Problems;

namespace Crm.Host;

/// <summary>The problems the host itself answers.</summary>
public static class HostProblems
{
    public static readonly ProblemType NotReady = new("server.notReady", 503, "The node takes no requests now",
        "`checks` names what is not as it should be: the node is starting or stopping, its database is away, or the databases are older than the program.");
}
