namespace Sample;

[Wire, Peek(0, 4)]
[Case(1, typeof(Old)), Case(2, typeof(New))]
public readonly ref partial struct Versioned;

[Wire]
public readonly ref partial struct Old
{
    [Bits(4), Const(1)] public partial byte Version { get; }
    [Bits(4)]           public partial byte Kind { get; }
}

[Wire]
public readonly ref partial struct New
{
    [Bits(4), Const(2)] public partial byte Version { get; }
    [Bits(12)]          public partial ushort Kind { get; }
}
