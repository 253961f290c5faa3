using Holdfast.Codec;
using Holdfast.Tests.Examples.Guards;

namespace Holdfast.Tests.Examples.Streams;

/// <summary>Null is refused by the name of the parameter by every guard of the codec.</summary>
public sealed class NullsInStreams
{
    [Fact]
    public void Are_refused_by_every_guard() => GuardList.Holds(typeof(DecodeError).Assembly);
}
