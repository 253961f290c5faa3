using dnlib.DotNet;
using dnlib.DotNet.Emit;
using SharpFuzz.Common;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// Gives what is instrumented numbers of its own. SharpFuzz draws them, so that the edges of one
/// execution lie all over the map, and elsewhere in each copy. In the order of the code, those of a
/// method lie together: less of the map is looked at, and it means the same in each copy.
/// </summary>
/// <remarks>
/// An edge is counted where the number of a block, and what the block before has left behind,
/// differ. Blocks are <see cref="Apart"/> from each other, and leave one of <see cref="Places"/>
/// numbers: so a few blocks that follow each other share two lines of the cache, and two edges
/// between blocks of a small method never share a counter.
/// </remarks>
internal sealed class EdgeNumbers
{
    private const int Apart = 16;
    private const int Places = 128;

    // Of ldsfld, ldc, ldsfld, xor, add, dup, ldind, ldc, add, conv, stind, ldc, stsfld.
    private const int Number = 1;
    private const int Before = 2;
    private const int Left = 11;
    private const int Length = 13;

    private int _next;

    /// <summary>Numbers the blocks of an assembly, behind those of the assemblies before.</summary>
    /// <param name="path">An assembly that SharpFuzz has instrumented; it is written anew.</param>
    /// <returns>How many blocks it has.</returns>
    public int Give(string path)
    {
        var first = _next;
        using var module = ModuleDefMD.Load(File.ReadAllBytes(path));
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods))
        {
            if (method.Body is { } body && Give(body.Instructions))
            {
                body.SimplifyBranches();
                body.OptimizeBranches();
            }
        }

        module.Write(path);
        return _next - first;
    }

    private bool Give(IList<Instruction> code)
    {
        var before = _next;
        for (var at = Length - 1; at < code.Count; at++)
        {
            if (Is(code[at], OpCodes.Stsfld))
            {
                Give(code, at + 1 - Length);
            }
        }

        return _next > before;
    }

    private void Give(IList<Instruction> code, int from)
    {
        var (number, left) = (code[from + Number], code[from + Left]);
        if (!number.IsLdcI4() || !left.IsLdcI4() || !Is(code[from + Before], OpCodes.Ldsfld)
            || left.GetLdcI4Value() != number.GetLdcI4Value() >> 1)
        {
            throw new InvalidOperationException(
                $"not what SharpFuzz counts edges by: {number}, {left}");
        }

        var (turn, place) = Math.DivRem(_next * Apart, EdgeMap.Size);
        Set(number, place | (turn % Apart));
        Set(left, _next % Places);
        _next++;
    }

    private static bool Is(Instruction one, OpCode code) =>
        one.OpCode == code && one.Operand is IField field
        && field.Name == nameof(Trace.PrevLocation)
        && field.DeclaringType.FullName == typeof(Trace).FullName;

    private static void Set(Instruction one, int value) =>
        (one.OpCode, one.Operand) = (OpCodes.Ldc_I4, value);
}
