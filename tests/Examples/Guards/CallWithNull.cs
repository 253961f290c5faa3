using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Holdfast.Tests.Examples.Guards;

/// <summary>
/// A call of any method with null in one place and something else in all others: objects in which
/// no constructor has run, and values that are all nothing, spans and other views among them. That
/// is enough as far as a guard, behind which nothing is to happen.
/// </summary>
internal static class CallWithNull
{
    public static Action Of(MethodBase method, ParameterInfo none)
    {
        method = Closed(method);
        var parameters = method.GetParameters();
        var objects = new List<object?>();
        var call = new DynamicMethod(
            "Call", typeof(void), [typeof(object?[])], typeof(CallWithNull).Module,
            skipVisibility: true);
        var code = call.GetILGenerator();
        // The constructor of an abstract class runs on what derives from it.
        var isMade = method.IsConstructor && !method.DeclaringType!.IsAbstract;
        if (!method.IsStatic && !isMade)
        {
            Load(code, objects, method.DeclaringType!, byReference:
                method.DeclaringType!.IsValueType);
        }

        foreach (var one in parameters)
        {
            if (one.Position == none.Position)
            {
                code.Emit(OpCodes.Ldnull);
            }
            else
            {
                var isReference = one.ParameterType.IsByRef;
                Load(
                    code, objects,
                    isReference ? one.ParameterType.GetElementType()! : one.ParameterType,
                    isReference);
            }
        }

        if (method is ConstructorInfo constructor)
        {
            code.Emit(isMade ? OpCodes.Newobj : OpCodes.Call, constructor);
        }
        else
        {
            code.Emit(OpCodes.Call, (MethodInfo)method);
        }

        if (isMade || method is MethodInfo called && called.ReturnType != typeof(void))
        {
            code.Emit(OpCodes.Pop);
        }

        code.Emit(OpCodes.Ret);
        var made = call.CreateDelegate<Action<object?[]>>();
        return () => made([.. objects]);
    }

    private static void Load(
        ILGenerator code, List<object?> objects, Type type, bool byReference)
    {
        if (!type.IsValueType && !byReference)
        {
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldc_I4, objects.Count);
            code.Emit(OpCodes.Ldelem_Ref);
            code.Emit(OpCodes.Castclass, type);
            objects.Add(Something(type));
            return;
        }

        var local = code.DeclareLocal(type);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Initobj, type);
        code.Emit(byReference ? OpCodes.Ldloca : OpCodes.Ldloc, local);
    }

    private static object Something(Type type)
    {
        if (type == typeof(string))
        {
            return "";
        }

        if (type.IsArray)
        {
            return Array.CreateInstance(type.GetElementType()!, 0);
        }

        if (typeof(Delegate).IsAssignableFrom(type) && !type.IsAbstract)
        {
            return Nobody(type);
        }

        var real = type is { IsAbstract: false, IsInterface: false }
            ? type
            : AppDomain.CurrentDomain.GetAssemblies().Prepend(type.Assembly)
                .Where(assembly => !assembly.IsDynamic)
                .SelectMany(assembly => assembly.GetTypes())
                .First(one => one is { IsAbstract: false, IsInterface: false, IsValueType: false }
                    && !one.ContainsGenericParameters && type.IsAssignableFrom(one));
        var made = RuntimeHelpers.GetUninitializedObject(real);
        GC.SuppressFinalize(made);
        return made;
    }

    // What nobody is to call.
    private static Delegate Nobody(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        var method = new DynamicMethod(
            "Nobody", invoke.ReturnType,
            [.. invoke.GetParameters().Select(one => one.ParameterType)],
            typeof(CallWithNull).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldnull);
        code.Emit(OpCodes.Throw);
        return method.CreateDelegate(type);
    }

    private static MethodBase Closed(MethodBase method)
    {
        var type = method.DeclaringType!;
        if (type.ContainsGenericParameters)
        {
            var closed = type.MakeGenericType([.. type.GetGenericArguments().Select(Argument)]);
            method = MethodBase.GetMethodFromHandle(method.MethodHandle, closed.TypeHandle)!;
        }

        return method is MethodInfo { IsGenericMethodDefinition: true } open
            ? open.MakeGenericMethod([.. open.GetGenericArguments().Select(Argument)])
            : method;
    }

    private static Type Argument(Type parameter) =>
        parameter.GetGenericParameterConstraints().FirstOrDefault(
            one => one is { IsInterface: false } && one != typeof(ValueType))
        ?? (parameter.GenericParameterAttributes.HasFlag(
            GenericParameterAttributes.NotNullableValueTypeConstraint)
            ? typeof(int)
            : typeof(object));
}
