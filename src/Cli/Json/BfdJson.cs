using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Bfd;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>bfd</c>.</summary>
internal static class BfdJson
{
    /// <summary>Writes a packet.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = BfdControl.TryParse(octets, out var control, out _);
        json.Number("version"u8, control.Version);
        json.Number("diagnostic"u8, control.Diagnostic.Value);
        json.Number("state"u8, control.State.Value);
        json.Flag("poll"u8, control.Poll);
        json.Flag("final"u8, control.Final);
        json.Flag("control_plane_independent"u8, control.ControlPlaneIndependent);
        json.Flag("demand"u8, control.Demand);
        json.Number("detect_multiplier"u8, control.DetectMultiplier);
        json.Number("length"u8, control.Length);
        json.Number("my_discriminator"u8, control.MyDiscriminator);
        json.Number("your_discriminator"u8, control.YourDiscriminator);
        json.Number("desired_min_tx_us"u8, control.DesiredMinTxInterval);
        json.Number("required_min_rx_us"u8, control.RequiredMinRxInterval);
        json.Number("required_min_echo_rx_us"u8, control.RequiredMinEchoRxInterval);
        if (control.AuthenticationPresent)
        {
            Section(json, control.Authentication, layer.IsPartial);
        }
    }

    private static void Section(JsonFields json, BfdAuthentication section, bool isBroken)
    {
        json.StartObject("authentication"u8);
        json.Number("type"u8, section.Type.Value);
        json.Number("length"u8, section.Length);
        if (!isBroken && section.TryBody(out BfdSimplePassword simple, out _))
        {
            json.Number("key_id"u8, simple.KeyId);
            json.Hex("password"u8, simple.Password);
        }
        else if (!isBroken && section.TryBody(out BfdKeyedMd5 md5, out _))
        {
            Keyed(json, md5.KeyId, md5.SequenceNumber, md5.Digest);
        }
        else if (!isBroken && section.TryBody(out BfdKeyedSha1 sha1, out _))
        {
            Keyed(json, sha1.KeyId, sha1.SequenceNumber, sha1.Hash);
        }
        else
        {
            json.Hex("data"u8, section.Body);
        }

        json.EndObject();
    }

    private static void Keyed(JsonFields json, byte key, uint sequence, ReadOnlySpan<byte> digest)
    {
        json.Number("key_id"u8, key);
        json.Number("sequence"u8, sequence);
        json.Hex("digest"u8, digest);
    }
}
