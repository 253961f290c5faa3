using static Holdfast.Tests.Interop.Oracle.Pdml;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>BFD.</summary>
internal static class BfdRules
{
    private static FieldRules Section { get; } = new FieldRules()
        .Take("bfd.auth.type", "type", Number)
        .Take("bfd.auth.len", "length", Number)
        .Take("bfd.auth.key", "key_id", Number)
        .Take("bfd.auth.password", "password", Hex)
        .Take("bfd.auth.seq_num", "sequence", Number)
        .Take("bfd.checksum", "digest", Hex);

    internal static FieldRules Bfd { get; } = new FieldRules()
        .Take("bfd.version", "version", Number)
        .Take("bfd.diag", "diagnostic", Number)
        .Take("bfd.sta", "state", Number)
        .Leave("its bits are read", "bfd.flags")
        .Take("bfd.flags.p", "poll", Flag)
        .Take("bfd.flags.f", "final", Flag)
        .Take("bfd.flags.c", "control_plane_independent", Flag)
        .Take("bfd.flags.d", "demand", Flag)
        .Drop("the section is there or not", "bfd.flags.a")
        .Drop("a packet that sets it is refused", "bfd.flags.m")
        .Take("bfd.detect_time_multiplier", "detect_multiplier", Number)
        .Take("bfd.message_length", "length", Number)
        .Take("bfd.my_discriminator", "my_discriminator", Number)
        .Take("bfd.your_discriminator", "your_discriminator", Number)
        .Take("bfd.desired_min_tx_interval", "desired_min_tx_us", Number)
        .Take("bfd.required_min_rx_interval", "required_min_rx_us", Number)
        .Take("bfd.required_min_echo_interval", "required_min_echo_rx_us", Number)
        .Object("~Authentication: Simple Password", "authentication", Section)
        .Object("~Authentication: Keyed MD5", "authentication", Section)
        .Object("~Authentication: Meticulous Keyed MD5", "authentication", Section)
        .Object("~Authentication: Keyed SHA1", "authentication", Section)
        .Object("~Authentication: Meticulous Keyed SHA1", "authentication", Section);
}
