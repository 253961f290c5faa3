using Holdfast.StateMachines;
using Holdfast.Tests.Examples.Guards;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>Null is refused by the name of the parameter by every guard of the machines.</summary>
public sealed class NullsInMachines
{
    [Fact]
    public void Are_refused_by_every_guard() => GuardList.Holds(typeof(Reason).Assembly);
}
