using Holdfast.Codec;
using Holdfast.Testing.Samples;

namespace Holdfast.Tests.Properties.Codec.Samples.MadeUp;

/// <summary>An element that counts how often it is looked at.</summary>
[Wire]
internal readonly ref partial struct Leaf
{
    /// <summary>What a leaf is.</summary>
    public const byte Good = 0xFF;

    /// <summary>What it is not.</summary>
    public const byte Bad = 0xFE;

    [ThreadStatic]
    private static int _checked;

    /// <summary>How often, on this thread.</summary>
    public static int Checked
    {
        get => _checked;
        set => _checked = value;
    }

    [Bits(8), Where(nameof(IsGood))]
    public partial byte Kind { get; }

    private static bool IsGood(ulong value)
    {
        _checked++;
        return value != Bad;
    }
}

[Wire]
internal readonly ref partial struct Level1
{
    [Bits(8), Measures(nameof(All))]
    public partial byte Length { get; }

    public partial Many<Leaf> All { get; }
}

[Wire]
internal readonly ref partial struct Level2
{
    [Bits(8), Measures(nameof(All))]
    public partial byte Length { get; }

    public partial Many<Level1> All { get; }
}

[Wire]
internal readonly ref partial struct Level3
{
    [Bits(8), Measures(nameof(All))]
    public partial byte Length { get; }

    public partial Many<Level2> All { get; }
}

[Wire]
internal readonly ref partial struct Level4
{
    [Bits(8), Measures(nameof(All))]
    public partial byte Length { get; }

    public partial Many<Level3> All { get; }
}

[Wire]
internal readonly ref partial struct Level5
{
    [Bits(8), Measures(nameof(All))]
    public partial byte Length { get; }

    public partial Many<Level4> All { get; }
}

[Wire]
internal readonly ref partial struct Level6
{
    [Bits(8), Measures(nameof(All))]
    public partial byte Length { get; }

    public partial Many<Level5> All { get; }
}
