using Holdfast.Codec;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Mutation;

/// <summary>
/// Runs nearly nothing of what is changed: Stryker.NET tries each change that its tests run
/// through,
/// and with these it writes its changes and leaves the asking to us. (It wants to see one.)
/// </summary>
public sealed class Bystander
{
    [Fact]
    public void It_sees_hardly_anything()
    {
        Assert.True(new Instant(0) < new Instant(1));
        Assert.Equal(0, new DecodeError(DecodeFault.TrailingOctets, 0, "").Missing);
    }
}
