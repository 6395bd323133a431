namespace Crm.Kernel.Problems;

/// <summary>Registered by a module: what a clash means to the client. Every such violation becomes its problem in one place.</summary>
/// <param name="Clash">The document type whose id clashed, or the name of the violated constraint.</param>
/// <param name="Problem">What to answer.</param>
public sealed record Uniqueness(object Clash, ProblemType Problem);
