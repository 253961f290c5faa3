using System.Security.Cryptography;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.Gateway.FirstHop;

/// <summary>Keys of MD5 authentication from files: the octets of a file, without the end of its
/// line.</summary>
internal static class KeyFiles
{
    /// <summary>Reads the keys of a member.</summary>
    /// <exception cref="GatewayException">A file is not there, or is no key.</exception>
    public static HsrpKeyChain Read(IReadOnlyDictionary<uint, string>? files)
    {
        var keys = new HsrpKeyChain();
        try
        {
            foreach (var (id, path) in files ?? new Dictionary<uint, string>())
            {
                Read(keys, id, path);
            }
        }
        catch
        {
            keys.Dispose();
            throw;
        }

        return keys;
    }

    private static void Read(HsrpKeyChain keys, uint id, string path)
    {
        // One more than the longest key with its line, so that a longer file is seen.
        Span<byte> octets = stackalloc byte[HsrpDigest.KeyLengthMax + 3];
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var key = octets[..file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false)];
            key = key.EndsWith("\r\n"u8) ? key[..^2] : key.EndsWith("\n"u8) ? key[..^1] : key;
            if (key.Length is 0 or > HsrpDigest.KeyLengthMax)
            {
                throw new GatewayException(
                    $"key {id} of HSRP in {path} needs 1 to {HsrpDigest.KeyLengthMax} octets");
            }

            keys.Set(id, key);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException(
                $"can't read key {id} of HSRP in {path}: {wrong.Message}", wrong);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }
}
