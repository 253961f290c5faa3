using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop.Corpus;

/// <summary>Why a test cannot run here, or null when it can.</summary>
internal static class Needs
{
    /// <summary>tshark is on the path.</summary>
    public static string? TsharkHere { get; } =
        Tshark.Executable is null ? "tshark is not installed: the oracle is absent" : null;

    /// <summary>The public captures lie beside the repository.</summary>
    public static string? PublicHere { get; } = Directory.Exists(Repository.Public)
        ? null
        : "the public captures (../shared/captures/public) are absent";
}

/// <summary>A theory over captures that asks tshark.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without tshark.</summary>
    public OracleTheoryAttribute() => Skip = Needs.TsharkHere;
}

/// <summary>A fact that asks tshark.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleFactAttribute : FactAttribute
{
    /// <summary>Skips without tshark.</summary>
    public OracleFactAttribute() => Skip = Needs.TsharkHere;
}

/// <summary>A theory over public captures that asks tshark.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublicOracleTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without the captures or tshark.</summary>
    public PublicOracleTheoryAttribute() => Skip = Needs.PublicHere ?? Needs.TsharkHere;
}

/// <summary>A theory over public data alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublicTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without the data.</summary>
    public PublicTheoryAttribute() => Skip = Needs.PublicHere;
}

/// <summary>A fact about public data alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublicFactAttribute : FactAttribute
{
    /// <summary>Skips without the data.</summary>
    public PublicFactAttribute() => Skip = Needs.PublicHere;
}
