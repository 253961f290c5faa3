using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys.Wireshark;

/// <summary>
/// Reads the tables of a Wireshark profile that hold keys: <c>ikev2_decryption_table</c>,
/// <c>ikev1_decryption_table</c> and <c>esp_sa</c>, as many of them as are there.
/// </summary>
internal static class WiresharkProfile
{
    /// <summary>The table of IKEv2.</summary>
    public const string IkeTable = "ikev2_decryption_table";

    /// <summary>The table of IKEv1.</summary>
    public const string IsakmpTable = "ikev1_decryption_table";

    /// <summary>The table of ESP.</summary>
    public const string EspTable = "esp_sa";

    private const long LargestTable = 64L << 20;

    /// <summary>Reads the tables of a folder.</summary>
    /// <param name="folder">The profile's folder.</param>
    /// <param name="keys">The SAs; the caller disposes them.</param>
    /// <param name="error">What is wrong; null: nothing.</param>
    public static bool TryLoad(string folder, out KeyFile keys, out KeyFileError? error)
    {
        var sas = new List<SaKeys>();
        keys = new(sas, [], [], []);
        error = null;
        var tables = new (string Name, Func<UatRow, SaKeys> Read)[]
        {
            (IkeTable, Ike), (IsakmpTable, Isakmp), (EspTable, EspSaTable.Read),
        };
        var found = 0;
        foreach (var (name, read) in tables)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                continue;
            }

            found++;
            if (!KeyText.TryLoad(path, LargestTable, out var text, out error))
            {
                break;
            }

            try
            {
                sas.AddRange(UatTable.Rows(text).Select(read));
            }
            catch (KeyFileException wrong)
            {
                error = wrong.Of(path);
                break;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(text.Span);
            }
        }

        if (found == 0)
        {
            error = new(folder, 0, "", Directory.Exists(folder)
                ? $"holds none of {IkeTable}, {IsakmpTable}, {EspTable}"
                : "no such folder");
        }

        if (error is null)
        {
            return true;
        }

        keys.Dispose();
        keys = new([], [], [], []);
        return false;
    }

    /// <summary>Octets in hex, as bare fields hold them; with or without 0x.</summary>
    public static Secret Hex(UatRow row, string field, UatField text)
    {
        var digits = text.Octets.Span[(text.IsHex ? 2 : 0)..];
        if (digits.Length % 2 != 0)
        {
            throw row.Wrong(field, "an odd number of hex digits");
        }

        var secret = new Secret(digits.Length / 2);
        if (Convert.FromHexString(digits, secret.Span, out _, out _)
            == System.Buffers.OperationStatus.Done)
        {
            return secret;
        }

        secret.Dispose();
        throw row.Wrong(field, "not all of this is hex digits");
    }

    private static SaKeys.Version2 Ike(UatRow row)
    {
        if (row.Fields is not [
            var initiator, var responder, var ei, var er, var cipher, var ai, var ar, var mac])
        {
            throw row.Wrong("", $"8 fields are needed, here are {row.Fields.Length}");
        }

        var encryption = IkeTableNames.Encryption(cipher.Text)
            ?? throw row.Wrong("encryption algorithm", "Wireshark has no such name");
        var integrity = encryption.IsCombined ? IntegritySpec.None
            : IkeTableNames.Integrity(mac.Text)
            ?? throw row.Wrong("integrity algorithm", IkeTableNames.IsOther(mac.Text)
                ? "an ICV that is not checked opens no IKE message"
                : "Wireshark has no such name");
        if (!encryption.IsCombined && integrity.IcvLength == 0)
        {
            throw row.Wrong("integrity algorithm", "no IKE SA is without");
        }

        return new SaKeys.Version2(
            Spi(row, "initiator's SPI", initiator),
            Spi(row, "responder's SPI", responder),
            encryption,
            integrity,
            null,
            new(Key(row, "SK_ei", ei, encryption), Key(row, "SK_ai", ai, integrity), null),
            new(Key(row, "SK_er", er, encryption), Key(row, "SK_ar", ar, integrity), null),
            null);
    }

    // The table of version 1 has the initiator's cookie and the key of the cipher, no more: the
    // rest is in the capture.
    private static SaKeys.Version1 Isakmp(UatRow row)
    {
        if (row.Fields is not [var cookie, var key])
        {
            throw row.Wrong("", $"2 fields are needed, here are {row.Fields.Length}");
        }

        var secret = Hex(row, "encryption key", key);
        if (secret.Length is not (8 or 16 or 24 or 32))
        {
            secret.Dispose();
            throw row.Wrong("encryption key", "8, 16, 24 or 32 octets are needed");
        }

        return new SaKeys.Version1(
            Spi(row, "initiator's cookie", cookie), default, null, null, secret, null, null, null,
            default);
    }

    private static IkeSpi Spi(UatRow row, string field, UatField text) =>
        text.Octets.Length == 16 && ulong.TryParse(
            text.Octets.Span, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out var spi)
                ? new IkeSpi(spi)
                : throw row.Wrong(field, "16 hex digits are needed");

    private static Secret Key(UatRow row, string field, UatField text, EncryptionSpec algorithm) =>
        Fitting(row, field, text, algorithm.KeyMaterialLength, algorithm.ToString());

    private static Secret Key(UatRow row, string field, UatField text, IntegritySpec algorithm) =>
        algorithm.KeyLength == 0
            ? new Secret(0)
            : Fitting(row, field, text, algorithm.KeyLength, algorithm.ToString());

    private static Secret Fitting(
        UatRow row, string field, UatField text, int octets, string algorithm)
    {
        var key = Hex(row, field, text);
        if (key.Length == octets)
        {
            return key;
        }

        var length = key.Length;
        key.Dispose();
        throw row.Wrong(field, $"{length} octets; {algorithm} takes {octets}");
    }
}
