using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Octets for shells: what they send and hear under keys that they hold.</content>
public static partial class HsrpGroup
{
    /// <summary>What UDP carries of an output, with its digest; null: it is no message.</summary>
    /// <param name="config">The configuration of the group.</param>
    /// <param name="output">The output.</param>
    /// <param name="keys">The keys of the shell.</param>
    /// <exception cref="ArgumentException">The group's key is not among them.</exception>
    public static byte[]? ToOctets(Config config, Output output, HsrpKeyChain keys)
    {
        var octets = ToMessage(config, output)?.ToArray();
        return octets is null
            || config.Settings.Authentication is not Authentication.Md5(var key)
            || keys.TrySign(octets)
                ? octets
                : throw new ArgumentException($"there is no key {key}", nameof(keys));
    }

    /// <summary>The input that octets are; null: they are none, or no message.</summary>
    /// <param name="config">The configuration of the group.</param>
    /// <param name="octets">What UDP carries.</param>
    /// <param name="source">The source address of the packet.</param>
    /// <param name="keys">The keys of the shell.</param>
    public static Input? Classify(
        Config config, ReadOnlySpan<byte> octets, HostAddress source, HsrpKeyChain keys) =>
        HsrpMessageValue.TryParse(octets, out var message, out _)
            ? Classify(config, message, source, DigestOf(config, octets, keys))
            : null;

    private static Digest DigestOf(
        Config config, ReadOnlySpan<byte> octets, HsrpKeyChain keys) =>
        config.Settings.Authentication is Authentication.Password
            || HsrpDigest.KeyIdOf(octets) is null ? Digest.None
        : keys.IsAuthentic(octets) ? Digest.Right
        : Digest.Wrong;
}
