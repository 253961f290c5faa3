using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Utilities;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// What HMAC of BouncyCastle keeps of its key. The pads lie in pinned memory; the three states of
/// its hash are objects, which the collector may move before they are wiped: what it leaves behind
/// stays until it uses that memory again.
/// </summary>
internal static class BouncyHmac
{
    /// <summary>Keys a function; its pads move into that memory while they are empty.</summary>
    internal static void Key(HMac mac, ReadOnlySpan<byte> key, PinnedArrays memory)
    {
        memory.Move(ref BouncyFields.InnerPad(mac));
        memory.Move(ref BouncyFields.OuterPad(mac));
        using var given = new BouncyKey(key);
        mac.Init(given.Parameter);
    }

    /// <summary>Zeroes pads and states; it computes nothing more.</summary>
    internal static void Wipe(HMac mac)
    {
        CryptographicOperations.ZeroMemory(BouncyFields.InnerPad(mac));
        CryptographicOperations.ZeroMemory(BouncyFields.OuterPad(mac));
        BouncyFields.Digest(mac).Reset();
        Reset(BouncyFields.InnerState(mac));
        Reset(BouncyFields.OuterState(mac));
    }

    // The state before the first octet is everybody's.
    private static void Reset(IMemoable? state) => ((IDigest?)state)?.Reset();
}
