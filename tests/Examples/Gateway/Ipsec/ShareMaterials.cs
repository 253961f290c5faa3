using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>Our half of a key exchange, from one member to another.</summary>
public sealed class ShareMaterials
{
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    [Fact]
    public void The_member_that_takes_over_has_the_same_half_and_nothing_is_left_behind()
    {
        using var before = new HandshakeKeys(
            Provider, NoncePartition.Alone, octets => octets.Fill(0x17));
        Assert.True(before.TryStart(
            KeyExchangeMethod.Curve25519, out var share, out var said, out _));
        using var chest = new KeyChest(Provider, 1, octets => octets.Fill(0x18));
        var handle = chest.Keep(ShareMaterial.Of(
            KeyExchangeMethod.Curve25519, before.DrawnFor(share, out _)!));
        Assert.Contains(handle, chest.Handles);

        using var other = new KeyChest(Provider, 2, octets => octets.Fill(0x19));
        Assert.True(other.TryTake(handle, chest.OctetsOf(handle)));
        Assert.Equal(chest.OctetsOf(handle), other.OctetsOf(handle));
        Assert.Null(other.MaterialOf(handle));
        var half = other.ShareOf(handle)!;
        using var after = new HandshakeKeys(
            Provider, NoncePartition.Alone, octets => octets.Fill(0x1a));
        Assert.True(after.TryStart(half.Method, half.Drawn, out _, out var again, out _));
        Assert.Equal(said, again);
        Assert.DoesNotContain("17", $"{half}", StringComparison.Ordinal);

        other.Forget(handle);
        Assert.Null(other.ShareOf(handle));
        Assert.True(other.OctetsOf(handle).IsEmpty);
    }

    [Fact]
    public void What_is_no_half_is_none()
    {
        var octets = new byte[36];
        (octets[0], octets[3]) = (3, (byte)KeyExchangeMethod.Curve25519.Value);
        Assert.True(ShareMaterial.TryRead(octets, out var half));
        half.Dispose();
        Assert.False(ShareMaterial.TryRead(octets.AsSpan(1), out _));
        Assert.False(ShareMaterial.TryRead(octets.AsSpan(0, 35), out _));
        Assert.False(ShareMaterial.TryRead([], out _));
        octets[2] = 0xff;
        Assert.False(ShareMaterial.TryRead(octets, out _));
        using var chest = new KeyChest(Provider, 1, span => span.Fill(1));
        Assert.False(chest.TryTake(new KeyHandle(7), octets));
    }
}
