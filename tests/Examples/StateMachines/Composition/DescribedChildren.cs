using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>A description of a CHILD SA is the peer's selectors and whatever the caller needs.
/// </summary>
public sealed class DescribedChildren
{
    private static readonly TrafficSelectorPayloadValue Good = new()
    {
        Selectors = [Range("0a010000", "0a0100ff"), Range("0a020000", "0a0200ff")],
    };

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var rest = Octets.FromHex("0102030405");
        Assert.True(ChildRoutes.TryDescribe(Good, rest, out var description, out _));
        Assert.Equal(2 + Good.SizeOf() + 5, description.Length);
        Assert.True(ChildRoutes.TryRead(description.Span, out var read, out var behind));
        Assert.Equal(Good, read);
        Assert.Equal(rest, new Octets(behind));
    }

    /// <summary>Cut anywhere before the end of the selectors it is something else.</summary>
    [Fact]
    public void What_is_cut_is_not_read()
    {
        Assert.True(ChildRoutes.TryDescribe(Good, default, out var description, out _));
        for (var length = 0; length < description.Length; length++)
        {
            Assert.False(ChildRoutes.TryRead(description.Span[..length], out var read, out _));
            Assert.Null(read);
        }

        Assert.True(ChildRoutes.TryRead(description.Span, out _, out var rest));
        Assert.Equal(0, rest.Length);
    }

    [Fact]
    public void Selectors_that_cannot_be_written_are_not_described()
    {
        Assert.False(ChildRoutes.TryDescribe(
            new() { Selectors = [Range("0a0100", "0a0100ff")] }, default, out var description,
            out var error));
        Assert.Equal(0, description.Length);
        Assert.NotEqual(default, error);

        var many = new TrafficSelectorPayloadValue
        {
            Selectors = [.. Enumerable.Repeat(Good.Selectors[0], 5_000)],
        };
        Assert.False(ChildRoutes.TryDescribe(many, default, out description, out error));
        Assert.Equal((EncodeFault.DoesNotFit, "selectors"), (error.Fault, error.Field));
        Assert.Equal(0, description.Length);
    }

    private static TrafficSelectorValue Range(string first, string last) => new()
    {
        Body = new TrafficSelectorBody.Ipv4Range(new()
        {
            EndPort = ushort.MaxValue,
            StartingAddress = Octets.FromHex(first),
            EndingAddress = Octets.FromHex(last),
        }),
    };
}
