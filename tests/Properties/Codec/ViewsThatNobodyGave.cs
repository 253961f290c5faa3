using System.Reflection;
using System.Reflection.Emit;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// The default view, which no parser gave: no octet that is not there is read by it, whatever its
/// type keeps. Its fields are absent, empty, or throw.
/// </summary>
public sealed class ViewsThatNobodyGave
{
    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory, MemberData(nameof(Types))]
    public void A_field_of_no_view_is_empty_or_throws(Subject subject)
    {
        var type = WireTypes.TypeOf($"{subject}");
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var thrown = Record.Exception(Getter(type, property));

            // A debug build notices first that a number is read where no octet is. Octets are
            // refused before anybody reads them.
            var isRefused = thrown is null or InvalidOperationException
                || (property.PropertyType != typeof(ReadOnlySpan<byte>)
                    && (thrown is NullReferenceException or IndexOutOfRangeException
                        || thrown.Message.Contains(
                            "one check covers the run", StringComparison.Ordinal)));
            Assert.True(isRefused, $"{property.Name}: {thrown}");
        }
    }

    // Reflection does not call members of a ref struct; a method made of its instructions does.
    private static Action Getter(Type type, PropertyInfo property)
    {
        var method = new DynamicMethod(
            property.Name, typeof(void), Type.EmptyTypes, type.Module, skipVisibility: true);
        var code = method.GetILGenerator();
        var view = code.DeclareLocal(type);
        code.Emit(OpCodes.Ldloca, view);
        code.Emit(OpCodes.Initobj, type);
        code.Emit(OpCodes.Ldloca, view);
        code.Emit(OpCodes.Call, property.GetMethod!);
        Use(code, property.PropertyType);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Action>();
    }

    // Octets are read, those of a list too.
    private static void Use(ILGenerator code, Type given)
    {
        var octets = given.GetProperty("Octets")?.GetMethod;
        if (given == typeof(ReadOnlySpan<byte>))
        {
            Call(code, given, given.GetMethod("ToArray")!);
            code.Emit(OpCodes.Pop);
        }
        else if (given.IsByRefLike && octets is not null)
        {
            Call(code, given, octets);
            Use(code, octets.ReturnType);
        }
        else
        {
            code.Emit(OpCodes.Pop);
        }
    }

    private static void Call(ILGenerator code, Type type, MethodInfo method)
    {
        var local = code.DeclareLocal(type);
        code.Emit(OpCodes.Stloc, local);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Call, method);
    }
}
