using Holdfast.Codec;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>In whose place an SA is, as its description has it.</summary>
public sealed class SaOrigins
{
    private static readonly Octets Nonce = Octets.FromHex("00112233445566778899aabbccddeeff");

    public static TheoryData<bool, bool, bool> All
    {
        get
        {
            var all = new TheoryData<bool, bool, bool>();
            foreach (var bits in Enumerable.Range(0, 8))
            {
                all.Add((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_read_as_it_was_and_nothing_shorter_is(
        bool isOurs, bool isRedundant, bool isIke)
    {
        var origin = new SaOrigin(
            isOurs, Nonce, isIke ? null : new(0x0102_0304),
            isIke ? new(new(0xca), new(0x3a)) : null)
        {
            IsRedundant = isRedundant,
        };
        var octets = origin.ToOctets();

        Assert.Equal(origin, SaOrigin.Read(octets.Span));
        Assert.Null(SaOrigin.Read(octets.Span[..^Nonce.Length]));
        Assert.Null(SaOrigin.Read([]));
        Assert.Null(SaOrigin.Read([8, .. octets.Span[1..]]));
    }
}
