using Crm.Tests.Support;
using Xunit;

namespace Crm.Tests.Nodes;

/// <summary>Tests that kill, or watch the clock: one after another, after everything else, since two cores carry no more.</summary>
[CollectionDefinition("Kills", DisableParallelization = true)]
public sealed class NodesInTurn : ICollectionFixture<Installation>;

/// <summary>Tests that mostly wait, on nodes they share, while others run.</summary>
[CollectionDefinition("Nodes")]
public sealed class NodesMeanwhile : ICollectionFixture<Installation>;
