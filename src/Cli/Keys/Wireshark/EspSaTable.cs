using System.Globalization;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys.Wireshark;

/// <summary>Rows of Wireshark's table esp_sa.</summary>
internal static class EspSaTable
{
    /// <summary>The SA of a row.</summary>
    /// <exception cref="KeyFileException">Something is wrong in it.</exception>
    public static SaKeys Read(UatRow row)
    {
        if (row.Fields is not [
            var family, var source, var destination, var spi, var cipher, var key, var mac,
            var macKey, .. var more])
        {
            throw row.Wrong("", $"8 fields are needed, here are {row.Fields.Length}");
        }

        if (family.Text is not ("IPv4" or "IPv6"))
        {
            throw row.Wrong("protocol", "IPv4 or IPv6 is needed");
        }

        var integrity = EspSaNames.Integrity(mac.Text)
            ?? throw row.Wrong("authentication", "Wireshark has no such name");
        var (encryption, secret) = Encryption(row, cipher.Text, key, integrity.UncheckedIcv);
        return new SaKeys.Child(
            ProtocolId.Esp,
            Spi(row, spi.Text),
            Addresses(row, "source address", source.Text),
            Addresses(row, "destination address", destination.Text),
            encryption,
            encryption.IsCombined ? IntegritySpec.None : integrity.Spec,
            secret,
            encryption.IsCombined ? new Secret(0) : MacKey(row, macKey, integrity.Spec))
        {
            UncheckedIcv = encryption.IsCombined ? 0 : integrity.UncheckedIcv,
            Esn = more is [{ Text: "64-bit" }, ..] ? true
                : more is [{ Text: "32-bit" }, ..] ? false : null,
            SequenceHigh = more is [_, { Text: not "" and var high }, ..]
                ? Number(row, high) : null,
            Unsupported = EspSaNames.IsOther(cipher.Text) ? cipher.Text : null,
        };
    }

    private static (EncryptionSpec Spec, Secret Key) Encryption(
        UatRow row, string name, UatField text, int icv)
    {
        if (EspSaNames.IsOther(name))
        {
            return (EncryptionSpecs.Null, new Secret(0));
        }

        var algorithm = EspSaNames.Encryption(name)
            ?? throw row.Wrong("encryption", "Wireshark has no such name");
        algorithm = (algorithm.Value, icv) switch
        {
            (20, 8) => EncryptionAlgorithm.AesGcm8,
            (20, 12) => EncryptionAlgorithm.AesGcm12,
            _ => algorithm,
        };
        var key = Key(row, "encryption key", text);
        if (algorithm == EncryptionAlgorithm.Null)
        {
            return (EncryptionSpecs.Null, key);
        }

        var rows = EncryptionSpecs.All.Where(spec => spec.Algorithm == algorithm).ToArray();
        if (rows.FirstOrDefault(spec => spec.KeyMaterialLength == key.Length) is { } found)
        {
            return (found, key);
        }

        var length = key.Length;
        key.Dispose();
        throw row.Wrong(
            "encryption key",
            $"{length} octets; {algorithm} takes "
            + string.Join(" or ", rows.Select(spec => spec.KeyMaterialLength)));
    }

    private static Secret MacKey(UatRow row, UatField text, IntegritySpec integrity)
    {
        if (integrity.KeyLength == 0)
        {
            return new Secret(0);
        }

        var key = Key(row, "authentication key", text);
        if (key.Length == integrity.KeyLength)
        {
            return key;
        }

        var length = key.Length;
        key.Dispose();
        throw row.Wrong(
            "authentication key", $"{length} octets; {integrity} takes {integrity.KeyLength}");
    }

    // Hex behind 0x, and else the characters themselves.
    private static Secret Key(UatRow row, string field, UatField text) => text.IsHex
        ? WiresharkProfile.Hex(row, field, text)
        : new Secret(text.Octets.Span);

    // Decimal, or hex in which an asterisk stands for any digit; * alone is any SPI.
    private static SpiPattern Spi(UatRow row, string text)
    {
        if (text == "*")
        {
            return new SpiPattern(0, 0);
        }

        if (!text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return new SpiPattern(Number(row, text));
        }

        var digits = text[2..];
        var value = digits.Replace('*', '0');
        var mask = string.Concat(digits.Select(digit => digit == '*' ? '0' : 'f'));
        return digits.Length is > 0 and <= 8
            && uint.TryParse(value, NumberStyles.AllowHexSpecifier, null, out var bits)
                ? new SpiPattern(
                    bits,
                    uint.Parse(
                        mask.PadLeft(8, 'f'), NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture))
                : throw row.Wrong("SPI", "a number is needed, such as 0xc9be5db5");
    }

    private static uint Number(UatRow row, string text) =>
        (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && uint.TryParse(
                text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var number))
        || uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            ? number
            : throw row.Wrong("SPI", "a number is needed, such as 0xc9be5db5");

    private static AddressPattern Addresses(UatRow row, string field, string text) =>
        AddressPattern.TryParse(text, out var pattern)
            ? pattern
            : throw row.Wrong(field, "an address is needed, or * for any");
}
